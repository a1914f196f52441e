/**
 * Checks every import of the repository's TypeScript against scripts/import-table.ts and the packages' dependencies.
 * Needs: the files. Gives: exit code 0 when all are allowed. Reports: FILE:LINE, what may not be imported, and why.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type ImportRule, importTable } from './import-table.ts';

export interface Import {
  readonly line: number;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

// `import … from '…'`, `export … from '…'`, `import '…'`, and `import()` of a string in an expression.
const statement =
  /^[ \t]*(?:import|export)\b(?<clause>[^;'"=()]*?)\bfrom\s*['"](?<from>[^'"]+)['"]|^[ \t]*import\s*['"](?<bare>[^'"]+)['"]|\bimport\(\s*['"](?<dynamic>[^'"]+)['"]/gm;

/** The imports and re-exports of a module's text, in order. */
export function importsOf(text: string): Import[] {
  return [...text.matchAll(statement)].map((match) => {
    const groups = match.groups ?? {};
    return {
      line: text.slice(0, match.index).split('\n').length,
      specifier: groups['from'] ?? groups['bare'] ?? groups['dynamic'] ?? '',
      typeOnly: /^\s*type\b/.test(groups['clause'] ?? ''),
    };
  });
}

/** Where a specifier leads, in the table's terms: `compiler/ir/ir.ts`, `results`, `node:fs`, `npm:yaml`. */
export function destination(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier);
  if (specifier.startsWith('node:')) return specifier;
  const own = '@bpfleet/';
  return specifier.startsWith(own) ? specifier.slice(own.length) : `npm:${specifier}`;
}

/** Every forbidden import of one file, as a message without the file's name. */
export function violations(file: string, imports: readonly Import[], table: readonly ImportRule[]): string[] {
  const rule = ruleOf(file, table);
  if (rule === null) return ['1: this folder has no rule in scripts/import-table.ts: add what it may import, and why'];
  const messages: string[] = [];
  for (const { line, specifier, typeOnly } of imports) {
    const to = destination(file, specifier);
    if (isAllowed(file, to, typeOnly, rule)) continue;
    const list = rule.to.length === 0 ? 'nothing' : rule.to.join(', ');
    messages.push(`${line}: may not import ${to}: ${rule.why}\n    ${rule.from} may import: ${list}`);
  }
  return messages;
}

function ruleOf(file: string, table: readonly ImportRule[]): ImportRule | null {
  const matching = table.filter(({ from }) => isUnder(file, from));
  return matching.toSorted((a, b) => b.from.length - a.from.length)[0] ?? null;
}

function isAllowed(file: string, to: string, typeOnly: boolean, rule: ImportRule): boolean {
  const own = rule.from.endsWith('.ts') ? rule.from : `${rule.from}/`;
  if (to.startsWith(own)) return true;
  if (isTest(file) && (to.startsWith('node:') || to.startsWith('npm:') || packageOf(to) === packageOf(file)))
    return true;
  return rule.to.some((entry) => {
    const target = entry.replace(/^type /, '');
    return (typeOnly || target === entry) && isUnder(to, target);
  });
}

const packageOf = (path: string): string => path.split('/')[0] ?? path;
const isTest = (file: string): boolean =>
  file.endsWith('.test.ts') || file.includes('/bench/') || file.includes('/testing/');

function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(':') ? folder : `${folder}/`);
}

/** Every import of a package that neither the file's own package.json nor the root's lists. */
export function undeclared(imports: readonly Import[], declared: ReadonlySet<string>): string[] {
  return imports.flatMap(({ line, specifier }) => {
    if (/^(?:\.|node:)/.test(specifier)) return [];
    const name = specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/');
    if (declared.has(name)) return [];
    return [
      `${line}: ${name} is not among the dependencies: it is found by luck, where npm put another package's copy`,
    ];
  });
}

function dependenciesOf(folder: string): string[] {
  const file = join(root, folder, 'package.json');
  if (!existsSync(file)) return [];
  const parsed = JSON.parse(readFileSync(file, 'utf8')) as Partial<
    Record<'dependencies' | 'devDependencies', Record<string, string>>
  >;
  return [...Object.keys(parsed.dependencies ?? {}), ...Object.keys(parsed.devDependencies ?? {})];
}

const root = join(import.meta.dirname, '..');

function main(): void {
  const exclude = ['**/node_modules/**', '**/dist/**', '**/gen/**', '**/build/**', '**/.cache/**'];
  let found = 0;
  for (const file of globSync('*/**/*.ts', { cwd: root, exclude }).toSorted()) {
    const imports = importsOf(readFileSync(join(root, file), 'utf8'));
    const declared = new Set([...dependenciesOf('.'), ...dependenciesOf(packageOf(file))]);
    for (const message of [...violations(file, imports, importTable), ...undeclared(imports, declared)]) {
      process.stderr.write(`${file}:${message}\n`);
      found += 1;
    }
  }
  if (found === 0) return;
  process.stderr.write(`imports: ${found} forbidden; the table with its reasons is scripts/import-table.ts\n`);
  process.exitCode = 1;
}

if (import.meta.main) main();
