// What both programs do, with what each has loaded in its own way.
module.exports = async function everythingOf(loaded) {
  const { Readable, ReadableStream, metrics, observe, register, withContext, SondeTransport, createLogger } =
    loaded;
  const sonde = register({ detail: 'full' });
  const logger = createLogger({ transports: [new SondeTransport()] });
  const counter = metrics.getMeter('own').createCounter('own.counter');
  const tools = observe.all(
    {
      sync: (value) => value + 1,
      promise: async (value) => value + 1,
      *generator() {
        yield 1;
        yield 2;
        yield 3;
      },
      'node stream': () => Readable.from(['a', 'b']),
      'web stream': () => new ReadableStream({ start: (out) => (out.enqueue('c'), out.close()) }),
      failing: (value) => {
        throw Object.assign(new Error('boom'), { value });
      },
    },
    { kind: 'tool' },
  );
  const model = observe.llm(
    async function* () {
      yield 'to';
      yield 'ken';
    },
    { name: 'model' },
  );

  const agent = observe.agent(
    async (question) => {
      const seen = [tools.sync(1), await tools.promise(2)];
      for (const value of tools.generator()) {
        seen.push(value);
        if (value === 2) break;
      }
      for await (const chunk of tools['node stream']()) seen.push(chunk);
      for await (const chunk of tools['web stream']()) seen.push(chunk);
      for await (const chunk of model()) seen.push(chunk);
      const scope = observe.scope('scope');
      seen.push(scope.run(() => 'scoped'));
      scope[Symbol.dispose]();
      seen.push(await observe.run('block', async () => 'ran'));
      for (const value of ['x', 'y'])
        try {
          tools.failing(value);
        } catch (error) {
          seen.push(error.value);
        }
      logger.info('a line');
      counter.add(1);
      return [question, ...seen].join(' ');
    },
    { name: 'agent' },
  );
  const answer = await withContext({ sessionId: 's-1', userId: 'u-1' }, () => agent('how?'));
  if (answer !== 'how? 2 3 1 2 a b c to ken scoped ran x y') throw new Error(`The host saw ${answer}`);
  await sonde.flush(5_000);
  console.log(JSON.stringify({ node: process.version, answer, internalErrors: sonde.internalErrors() }));
};
