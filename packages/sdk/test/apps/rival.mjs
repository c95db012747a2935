// A program with a library that wants to be the last at the exit, as Sonde does.
const last = () => console.log('last');
process.on('newListener', (event, listener) => {
  if (event === 'exit' && listener !== last)
    process.nextTick(() => process.off('exit', last).on('exit', last));
});
process.on('exit', last);
setTimeout(() => console.log('alive'), 10);
