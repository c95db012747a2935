/**
 * The Atlas assistant answers a list of questions about countries. Started with
 * `node --import @sonde/sdk/register src/app.ts`: nothing in here starts the observation.
 */
import { fileURLToPath } from 'node:url';
import { observe, withContext } from '@sonde/observe';
import { type AppOptions, readAppOptions, SEED } from './app-options.ts';
import { loadCorpus } from './corpus.ts';
import { startEmbeddings } from './embeddings.ts';
import { createAssistant } from './graph.ts';
import { log } from './log.ts';
import { tell } from './progress.ts';
import { createQuestions, type Question } from './questions.ts';
import { toolPace } from './tool-pace.ts';
import { createTools } from './tools.ts';
import { openVectorIndex } from './vector-index.ts';

type Answer = (question: Question) => Promise<string>;

/** Questions answered at the same time. */
const CONCURRENCY = 4;
const indexDirectory = fileURLToPath(new URL('../.cache', import.meta.url));

await main(readAppOptions(process.argv.slice(2), process.env));

async function main(options: AppOptions): Promise<void> {
  const corpus = loadCorpus();
  const questions = createQuestions(corpus, options.questions, SEED);
  const embeddings = startEmbeddings();
  const index = await openVectorIndex(corpus, embeddings, indexDirectory, (done, total) =>
    tell({ type: 'index', done, total }),
  );
  const assistant = createAssistant({
    corpus,
    embeddings,
    index,
    tools: createTools(corpus, toolPace(SEED)),
    llmUrl: options.llm,
    apiKey: options.apiKey,
  });
  const ask = observe.agent((text: string, model: string) => assistant(text, model), { name: 'atlas' });
  const failed = await answerAll(questions, ({ text, model }) => ask(text, options.model ?? model.name));
  tell({ type: 'finished', answered: questions.length - failed, failed });
  index.close();
  await embeddings.close();
  if (process.connected) process.disconnect();
}

/** Answers all questions, a few at a time. @returns how many failed */
async function answerAll(questions: readonly Question[], ask: Answer): Promise<number> {
  const sessionId = `atlas-${Date.now().toString(36)}`;
  const waiting = [...questions].reverse();
  let done = 0;
  let failed = 0;
  const work = async () => {
    for (let question = waiting.pop(); question !== undefined; question = waiting.pop()) {
      const answered = await answerOne(question, sessionId, ask);
      done += 1;
      if (!answered) failed += 1;
      tell({ type: 'questions', done, total: questions.length, failed });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return failed;
}

/** A question that fails is logged, and the assistant goes on. */
async function answerOne(question: Question, sessionId: string, ask: Answer): Promise<boolean> {
  const { id, country } = question;
  return withContext({ sessionId, conversationId: id }, async () => {
    log.info('Question taken up', { id, country });
    try {
      const answer = await ask(question);
      log.info('Question answered', { id, answer });
      return true;
    } catch (error) {
      log.error('Question failed', { id, country, error: String(error) });
      return false;
    }
  });
}
