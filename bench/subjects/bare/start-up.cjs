/** Starts nothing: what the measuring itself takes; CommonJS. */

exports.call = async (input) => input;
exports.flush = async () => {};
