/** Property tests draw the same cases every time, so that a red run says what changed; PROPERTY_SEED=<number> draws others. */
import fc from 'fast-check';

const given = Number(process.env['PROPERTY_SEED']);
fc.configureGlobal({ seed: Number.isInteger(given) ? given : 20_261_121 });
