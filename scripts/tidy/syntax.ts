/** What the tidy rules need to know of a source file, read from its syntax tree. */
import { type Comment, parseSync } from 'oxc-parser';

/** Facts of one source file; all offsets are characters. */
export interface SyntaxFacts {
  readonly functions: readonly NamedSpan[];
  /** Uses of the type `any`. */
  readonly anyTypes: readonly number[];
  /** `process.env`. */
  readonly environmentReads: readonly number[];
  /** String literals and constant templates, without those naming a symbol or a context key. */
  readonly strings: readonly { readonly value: string; readonly start: number }[];
  /** Modules imported or re-exported. */
  readonly imports: readonly ImportFact[];
  /** Exported declarations without a doc comment; for a single export the sentence of its module is enough. */
  readonly undocumentedExports: readonly NamedSpan[];
  /** Calls such as `test('name', ...)`: callee as written and first string argument. */
  readonly calls: readonly { readonly callee: string; readonly text: string; readonly start: number }[];
}

/** Calls whose string names something inside the process, never something sent. */
const KEY_MAKERS = /^(Symbol(\.for)?|createContextKey)\(/;

/** A module imported or re-exported. */
export interface ImportFact {
  readonly from: string;
  /** What is imported from it by name. */
  readonly names: readonly string[];
  readonly start: number;
}

/** A named piece of source. */
export interface NamedSpan {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

interface Collected {
  functions: NamedSpan[];
  anyTypes: number[];
  environmentReads: number[];
  strings: { value: string; start: number }[];
  imports: ImportFact[];
  undocumentedExports: NamedSpan[];
  calls: { callee: string; text: string; start: number }[];
}

const cache = new Map<string, SyntaxFacts>();

/** Parses a file, once per content. */
export function syntaxOf(path: string, text: string): SyntaxFacts {
  const key = `${path}\0${text}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const { program, comments, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} does not parse: ${error.message}`);
  const facts: Collected = {
    functions: [],
    anyTypes: [],
    environmentReads: [],
    strings: [],
    imports: [],
    undocumentedExports: [],
    calls: [],
  };
  visit(program as unknown as Node, undefined, facts, text);
  collectExports(program as unknown as Node, facts, comments, text);
  cache.set(key, facts);
  return facts;
}

function visit(node: Node, parent: Node | undefined, facts: Collected, text: string): void {
  collect(node, parent, facts, text);
  for (const [key, value] of Object.entries(node)) {
    if (key === 'parent') continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) visit(child, node, facts, text);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function collect(node: Node, parent: Node | undefined, facts: Collected, text: string): void {
  if (/Function/.test(node.type) && isNode(node['body']) && node['body'].type === 'BlockStatement') {
    facts.functions.push({ name: nameOf(node, parent, text), start: node.start, end: node.end });
  } else if (node.type === 'TSAnyKeyword') facts.anyTypes.push(node.start);
  else if (isEnvironmentRead(node, text)) facts.environmentReads.push(node.start);
  else if (/^(Import|Export(Named|All))(Declaration|Expression)$/.test(node.type) && isNode(node['source'])) {
    const from = String(node['source']['value'] ?? '');
    facts.imports.push({ from, names: importedNames(node, text), start: node.start });
  } else if (node.type === 'CallExpression') collectCall(node, facts, text);
  collectString(node, parent, facts, text);
}

function isEnvironmentRead(node: Node, text: string): boolean {
  if (node.type !== 'MemberExpression') return false;
  return /^process\s*(\.\s*env|\[\s*['"]env['"]\s*\])$/.test(text.slice(node.start, node.end));
}

function collectCall(node: Node, facts: Collected, text: string): void {
  const [first] = node['arguments'] as readonly Node[];
  const callee = node['callee'] as Node;
  const name = text.slice(callee.start, callee.end);
  if (name.length > 60) return;
  const argument = first?.type === 'Literal' ? String(first['value']) : '';
  facts.calls.push({ callee: name, text: argument, start: node.start });
}

function collectString(node: Node, parent: Node | undefined, facts: Collected, text: string): void {
  const isKey = parent?.type === 'CallExpression' && KEY_MAKERS.test(text.slice(parent.start, parent.end));
  if (isKey) return;
  if (node.type === 'Literal' && typeof node['value'] === 'string') {
    facts.strings.push({ value: node['value'], start: node.start });
  } else if (node.type === 'TemplateElement') {
    facts.strings.push({ value: templateText(node), start: node.start });
  }
}

function nameOf(node: Node, parent: Node | undefined, text: string): string {
  for (const holder of [node['id'], parent?.['key'], parent?.['id']]) {
    if (isNode(holder)) return text.slice(holder.start, holder.end);
  }
  return 'anonymous function';
}

function collectExports(program: Node, facts: Collected, comments: readonly Comment[], text: string): void {
  const seen = new Set<string>();
  for (const statement of program['body'] as readonly Node[]) {
    const declaration = statement['declaration'];
    if (!statement.type.startsWith('Export') || !isNode(declaration)) continue;
    const name = declaredName(declaration, text);
    const isOverload = seen.has(name);
    seen.add(name);
    if (isOverload || hasDocBefore(statement.start, comments, text)) continue;
    facts.undocumentedExports.push({ name, start: statement.start, end: statement.end });
  }
  const [first] = comments;
  const hasModuleSentence = first?.value.startsWith('*') === true && text.slice(0, first.start).trim() === '';
  if (seen.size === 1 && hasModuleSentence) facts.undocumentedExports = [];
}

function declaredName(declaration: Node, text: string): string {
  const [declarator] = (declaration['declarations'] as readonly Node[] | undefined) ?? [declaration];
  const id = declarator?.['id'];
  return isNode(id) ? text.slice(id.start, id.end) : 'default export';
}

function hasDocBefore(start: number, comments: readonly Comment[], text: string): boolean {
  const before = comments.findLast((comment) => comment.end <= start);
  return before !== undefined && before.value.startsWith('*') && text.slice(before.end, start).trim() === '';
}

function templateText(node: Node): string {
  return String((node['value'] as { readonly cooked?: string | null } | undefined)?.cooked ?? '');
}

function importedNames(node: Node, text: string): string[] {
  const specifiers = (node['specifiers'] as readonly Node[] | undefined) ?? [];
  return specifiers.flatMap((specifier) => {
    const imported = specifier['imported'];
    return isNode(imported) ? [text.slice(imported.start, imported.end)] : [];
  });
}
