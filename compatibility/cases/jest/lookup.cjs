// The code under test: a CommonJS module of the application.
const { observe } = require('@sonde/sdk');

exports.lookup = observe.tool(
  async (country) => {
    if (country === 'Atlantis') throw new RangeError('no such country');
    return { country, area: 323_802 };
  },
  { name: 'lookup' },
);
