import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { observedProcess } from '../../test/observed-process.ts';
import { observe } from './observe.ts';

let observed: ReturnType<typeof observedProcess>;
beforeEach(() => {
  observed = observedProcess();
});
afterEach(() => observed.stop());

const names = () => observed.spans().map(({ name }) => name);

class Search {
  #hits = 0;
  readonly own = (term: string) => `own ${term}`;

  find(term: string): string {
    this.#hits += 1;
    return this.rank(term);
  }

  rank(term: string): string {
    return `${term} ${this.#hits}`;
  }

  get hits(): number {
    return this.#hits;
  }

  toJSON(): string {
    return 'search';
  }
}
class WebSearch extends Search {
  override rank(term: string): string {
    return `web ${super.rank(term)}`;
  }
}

describe('a toolbox', () => {
  test('that is a plain object is copied, each function a tool under its key', () => {
    const box = {
      unit: 'm',
      double: (n: number) => n * 2,
      add(n: number) {
        return this.double(n) + this.unit.length;
      },
    };
    const original = box.double;
    const all = observe.all(box, { prefix: 'sums' });
    expect(all.add(2)).toBe(5);
    expect(all).not.toBe(box);
    expect(box.double).toBe(original);
    expect(names()).toEqual(['execute_tool sums.double', 'execute_tool sums.add']);
  });

  test('has the kind and the attributes it is given', () => {
    observe.all({ plan: () => 1 }, { kind: 'agent', attributes: { team: 'a' } }).plan();
    expect(observed.spans()[0]?.attributes).toMatchObject({ 'sonde.operation.kind': 'agent', team: 'a' });
  });

  test('that is an instance stays itself, private fields and calls between its methods included', () => {
    const search = new WebSearch();
    const all = observe.all(search);
    expect(all).toBe(search);
    expect(all.find('x')).toBe('web x 1');
    expect(all.own('y')).toBe('own y');
    expect(all.hits).toBe(1);
    expect(names()).toEqual(['execute_tool rank', 'execute_tool find', 'execute_tool own']);
    expect(Object.keys(all)).toEqual(['own']);
    expect(JSON.stringify(all)).toBe('"search"');
    expect(new WebSearch().find('z')).toBe('web z 1');
    expect(names()).toHaveLength(3);
  });

  test('is observed once, however often it is given', () => {
    const named = observe.step(() => 1, { name: 'own name' });
    const box = observe.all(observe.all({ named, other: () => 2 }));
    box.named();
    box.other();
    const search = observe.all(observe.all(new Search()));
    search.own('x');
    expect(names()).toEqual(['own name', 'execute_tool other', 'execute_tool own']);
  });

  test('keeps getters unread, and classes what they are', () => {
    let reads = 0;
    const box = observe.all({
      Search,
      get secret() {
        reads += 1;
        return () => reads;
      },
    });
    expect(reads).toBe(0);
    expect(new box.Search().hits).toBe(0);
    expect(box.secret()).toBe(1);
    expect(names()).toEqual([]);
  });

  test('keeps what it has from built-in classes', () => {
    class Feed extends EventEmitter {
      read(): boolean {
        return this.emit('read');
      }
    }
    const feed = observe.all(new Feed());
    feed.on('read', () => {});
    expect(feed.read()).toBe(true);
    const list = observe.all([() => 1]);
    expect(list.map((f) => f())).toEqual([1]);
    const callable = observe.all(Object.assign(() => 1, { other: () => 2 }));
    expect([callable.call(undefined), callable.other()]).toEqual([1, 2]);
    expect(names()).toEqual(['execute_tool read', 'execute_tool 0', 'execute_tool other']);
  });

  test('that is frozen gives a frozen copy', () => {
    const box = observe.all(Object.freeze({ f: () => 1 }));
    expect(Object.isFrozen(box)).toBe(true);
    expect(box.f()).toBe(1);
    expect(names()).toEqual(['execute_tool f']);
  });
});

describe('a hostile object', () => {
  const broken = () => {
    throw new Error('trap');
  };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const endless: object = new Proxy({}, { getPrototypeOf: () => endless });

  test.each<[string, object]>([
    ['whose keys throw', new Proxy({}, { ownKeys: broken })],
    ['whose prototype throws', new Proxy({}, { getPrototypeOf: broken })],
    ['whose properties cannot be looked at', new Proxy({ a: 1 }, { getOwnPropertyDescriptor: broken })],
    ['that is a revoked proxy', revoked.proxy],
    ['that is frozen and has a class', Object.freeze(new Search())],
  ])('%s is returned as it is, and reported', (_, hostile) => {
    expect(observe.all(hostile)).toBe(hostile);
    expect(observed.failures.length).toBeGreaterThan(0);
  });

  test('that is its own prototype ends', () => {
    expect(observe.all(endless)).toBe(endless);
  });

  test('with one function that cannot be wrapped keeps it, and has the others observed', () => {
    const odd = new Proxy(() => 1, { ownKeys: broken });
    const box = observe.all({ odd, fine: () => 2 });
    expect([box.odd(), box.fine()]).toEqual([1, 2]);
    expect(names()).toEqual(['execute_tool fine']);
  });
});
