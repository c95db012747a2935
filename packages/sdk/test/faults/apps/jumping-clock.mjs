// Loaded ahead of everything: a wall clock that `globalThis.jumpClock` sets. `performance` is monotonic and stays.
const RealDate = Date;
let offsetMs = 0;
globalThis.jumpClock = (ms) => {
  offsetMs += ms;
};
globalThis.Date = class Date extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + offsetMs);
    else super(...args);
  }

  static now() {
    return RealDate.now() + offsetMs;
  }
};
