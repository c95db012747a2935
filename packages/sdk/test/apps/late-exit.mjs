// A program whose own exit listener, added after Sonde's, still makes a call.
import { observe } from '@sonde/observe';

const say = observe.tool((word) => word.length, { name: 'say' });
process.on('exit', () => say('goodbye'));
say('hello');
setTimeout(() => process.exit(0), 10);
