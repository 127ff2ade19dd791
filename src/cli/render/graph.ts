import type { Graph } from '../../actions/graph-tickets.js';
import type { Look } from '../command.js';
import { paint } from './style.js';
import { visible } from './visible.js';

type Node = Graph['nodes'][number];

/** What a ticket depends on stands under it, indented; what stands there already is only named again. */
export function treeGraph(graph: Graph, look: Look): string {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const seen = new Set<string>();
  const lines: string[] = [];
  const open = graph.roots.map((id) => ({ id, depth: 0 })).reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { id, depth } = next;
    const again = seen.has(id);
    lines.push(`${'  '.repeat(depth)}${nodeLine(nodes.get(id), id, look)}${again ? ' (above)' : ''}\n`);
    if (again) continue;
    seen.add(id);
    const below = graph.edges.filter(({ from }) => from === id);
    open.push(...below.map(({ to }) => ({ id: to, depth: depth + 1 })).reverse());
  }
  return lines.length === 0 ? 'Nothing depends on anything.\n' : lines.join('');
}

function nodeLine(node: Node | undefined, id: string, look: Look): string {
  const state = paint(node?.state ?? 'missing', node?.state === null ? 'red' : undefined, look);
  return `${paint(visible(id), 'bold', look)}  ${state}  ${visible(node?.title ?? '')}`.trimEnd();
}

/** A flowchart for Mermaid: arrows go from a ticket to what must be done first. */
export function mermaidGraph({ nodes, edges }: Graph): string {
  const names = numbered(nodes);
  const boxes = nodes.map(
    ({ id, title, state }) => `  ${names.get(id)}["${mermaidText(`${title ?? id} (${state ?? 'missing'})`)}"]\n`,
  );
  const arrows = edges.map(({ from, to }) => `  ${names.get(from)} --> ${names.get(to)}\n`);
  return `flowchart TD\n${boxes.join('')}${arrows.join('')}`;
}

// Mermaid reads entities where quotes, angle brackets and hashes would end or start something.
function mermaidText(text: string): string {
  return visible(text).replace(/["<>#;&`]/g, (letter) => `#${letter.charCodeAt(0)};`);
}

/** A digraph for Graphviz. */
export function dotGraph({ nodes, edges }: Graph): string {
  const boxes = nodes.map(
    ({ id, title, state }) => `  ${dotText(id)} [label=${dotText(`${title ?? id}\n${state ?? 'missing'}`)}];\n`,
  );
  const arrows = edges.map(({ from, to }) => `  ${dotText(from)} -> ${dotText(to)};\n`);
  return `digraph tickets {\n  node [shape=box];\n${boxes.join('')}${arrows.join('')}}\n`;
}

function dotText(text: string): string {
  const lines = text.split('\n').map((line) => visible(line).replace(/["\\]/g, '\\$&'));
  return `"${lines.join('\\n')}"`;
}

function numbered(nodes: readonly Node[]): Map<string, string> {
  return new Map(nodes.map(({ id }, n) => [id, `t${n}`]));
}
