import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { observedProcess } from '../../test/observed-process.ts';
import { observed } from './observed.ts';

let process: ReturnType<typeof observedProcess>;
beforeEach(() => {
  process = observedProcess();
});
afterEach(() => process.stop());

const names = () => process.spans().map(({ name }) => name);

describe('a decorated method', () => {
  class Counter {
    #count = 0;

    @observed.tool({ name: 'add', attributes: { unit: 'm' } })
    plus(n: number): number {
      this.#count += n;
      return this.#secret();
    }

    @observed.step()
    #secret(): number {
      return this.#count;
    }

    @observed.agent()
    static async make(): Promise<Counter> {
      return new Counter();
    }

    @observed.llm()
    async *chunks(): AsyncGenerator<number> {
      yield this.#count;
    }

    @observed.tool()
    same<T>(value: T): T {
      return value;
    }

    @observed.tool()
    fails(): never {
      throw new RangeError('no');
    }
  }

  test('keeps this, name and result, static and private ones too', async () => {
    const counter = await Counter.make();
    expect(counter.plus(2)).toBe(2);
    expect(counter.plus.name).toBe('plus');
    expect(names()).toEqual(['invoke_agent make', '#secret', 'execute_tool add']);
    expect(process.spans()[2]?.attributes).toMatchObject({ unit: 'm', 'gen_ai.tool.call.arguments': 2 });
  });

  test('keeps its type parameters', () => {
    const length: number = new Counter().same('abc').length;
    expect(length).toBe(3);
  });

  test('keeps its operation open to the end of its stream', async () => {
    for await (const _ of new Counter().chunks()) expect(names()).toEqual([]);
    expect(names()).toEqual(['chat chunks']);
  });

  test('that throws ends in that error', () => {
    expect(() => new Counter().fails()).toThrow(RangeError);
    expect(process.spans()[0]?.status.code).toBe(SpanStatusCode.ERROR);
  });
});

describe('a decorated class', () => {
  class Base {
    inherited(): string {
      return 'base';
    }
  }

  @observed.tool({ attributes: { team: 'a' } })
  class Files extends Base {
    static open(): Files {
      return new Files();
    }

    get size(): number {
      return 1;
    }

    read(): string {
      return this.#hidden() + this.inherited();
    }

    @observed.step({ name: 'own' })
    write(): void {}

    #hidden(): string {
      return 'hidden ';
    }
  }

  test('has its public methods observed, static ones included, and stays a class', () => {
    const files = Files.open();
    expect(files.read()).toBe('hidden base');
    files.write();
    expect(files.size).toBe(1);
    expect(files).toBeInstanceOf(Files);
    expect(names()).toEqual(['execute_tool Files.open', 'execute_tool Files.read', 'own']);
    expect(process.spans()[1]?.attributes['team']).toBe('a');
  });

  test('can be given another prefix', () => {
    @observed.memory({ name: 'notes' })
    class Store {
      add(): void {}
    }
    new Store().add();
    expect(process.spans()[0]?.attributes['sonde.operation.kind']).toBe('memory');
    expect(names()[0]).toContain('notes.add');
  });
});

describe('misuse is a TypeError at decoration', () => {
  const method = () => 1;
  const legacy = observed.tool() as unknown as (...args: unknown[]) => unknown;

  test('as a legacy decorator of a method', () => {
    expect(() => legacy({}, 'lookup', { value: method })).toThrow(TypeError);
    expect(() => legacy({}, Symbol('lookup'), { value: method })).toThrow(/remove experimentalDecorators/);
  });

  test('as a legacy decorator of a class', () => {
    expect(() => legacy(class {})).toThrow(/remove experimentalDecorators/);
  });

  test('without its parentheses', () => {
    expect(() => {
      class Bare {
        // @ts-expect-error -- a method is no options
        @observed.tool
        run(): void {}
      }
      return Bare;
    }).toThrow('@observed.tool is used without parentheses: write @observed.tool()');
  });

  test('on a field or an accessor', () => {
    expect(() => {
      class Fields {
        // @ts-expect-error -- a field is no method
        @observed.tool()
        run = method;
      }
      return Fields;
    }).toThrow('@observed.tool() decorates methods and classes, not a field');
    expect(() => {
      class Getters {
        // @ts-expect-error -- a getter is no method
        @observed.tool()
        get run() {
          return method;
        }
      }
      return Getters;
    }).toThrow('not a getter');
  });
});
