import { describe, expect, test } from '@jest/globals';
import { leftOut } from './doctor.ts';

describe('a ledger in sonde doctor', () => {
  test('tells what is no loss: inherited, in a fallback file, left out by sampling, passed over', () => {
    expect(
      leftOut({
        inherited: { traces: 2, logs: 0 },
        fallback: { written: 3, lost: 1 },
        sampledOut: 4_000,
        passedOver: { latencyTooSmall: 5, heardOfLater: 6 },
      }),
    ).toEqual([
      '2 traces inherited from processes that had died',
      '3 events kept in a fallback file',
      '1 that it could not keep',
      '4,000 spans left out by sampling',
      '5 changes of latency below latencyDifferenceMinMs',
      '6 heardOfLater',
    ]);
  });

  test('of an older studio tells nothing more', () => {
    expect(leftOut({ fallback: { written: 0, lost: 0 } })).toEqual([]);
    expect(leftOut({})).toEqual([]);
  });
});
