/** A server under steady load: processor, memory, and how long the event loop is held up. */
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { pacedCalls, processorTimeUs } from '../../lib/paced-calls.ts';
import type { Measured, ScenarioRun } from '../../lib/scenario.ts';
import { parameter, startSubject } from '../../lib/start-subject.ts';
import { smallTool } from './tools.ts';

const MEMORY_EVERY_MS = 100;
const MEBIBYTE = 1_024 * 1_024;

export async function measure(run: ScenarioRun): Promise<Measured> {
  const subject = await startSubject(run);
  const call = subject.observe('weather', smallTool);
  const callsPerSecond = parameter(run, 'callsPerSecond');
  const calls = callsPerSecond * parameter(run, 'seconds');
  const watch = watchProcess();
  const startMs = performance.now();
  const cpuUs = await processorTimeUs(() =>
    pacedCalls({ callsPerSecond, calls }, (days) => call({ city: 'Oslo', days })),
  );
  const callsMs = performance.now() - startMs;
  const watched = watch();
  await subject.flush();
  await subject.replay?.();
  return { figures: { corePercent: cpuUs / 10 / callsMs, ...watched }, spansExpected: calls };
}

/** Watches memory, loop and collector until it is called. */
function watchProcess(): () => Record<string, number> {
  const rssStartMb = process.memoryUsage.rss() / MEBIBYTE;
  let rssMaxMb = rssStartMb;
  const sampling = setInterval(() => {
    rssMaxMb = Math.max(rssMaxMb, process.memoryUsage.rss() / MEBIBYTE);
  }, MEMORY_EVERY_MS);
  let gcMs = 0;
  const collections = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) gcMs += duration;
  });
  collections.observe({ entryTypes: ['gc'] });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  return () => {
    delay.disable();
    clearInterval(sampling);
    collections.disconnect();
    return { rssStartMb, rssMaxMb, loopP99Ms: delay.percentile(99) / 1e6, loopMaxMs: delay.max / 1e6, gcMs };
  };
}
