/** What a PromQL expression names and compares with. */
import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'

export interface MetricUse {
  readonly metric: string
  /** Labels it is matched, grouped or joined by. */
  readonly labels: readonly string[]
}

/** @throws {SyntaxError} naming the place that is no PromQL */
export function metricUses(expr: string): MetricUse[] {
  return nodesOf(expr)
    .filter(({ name }) => name === 'VectorSelector')
    .map((selector) => ({
      metric: textOf(expr, selector.getChild('Identifier')),
      labels: [...new Set([selector, ...ancestorsOf(selector)].flatMap((node) => labelsOf(expr, node)))],
    }))
}

/**
 * The number that the first comparison of an expression is made with: of an alert, its threshold.
 * @throws {RangeError} when there is none
 */
export function firstThreshold(expr: string): number {
  for (const node of nodesOf(expr)) {
    if (!comparisons.some((operator) => node.getChild(operator))) continue
    const threshold = constantOf(expr, node.lastChild)
    if (threshold !== undefined) return threshold
  }
  throw new RangeError(`Nothing is compared with a number in: ${expr}`)
}

const comparisons = ['Gtr', 'Gte', 'Lss', 'Lte', 'Eql', 'Neq']

/** In the order they stand in. */
function nodesOf(expr: string): SyntaxNode[] {
  const nodes: SyntaxNode[] = []
  parser.parse(expr).iterate({
    enter({ node }) {
      if (node.type.isError) throw new SyntaxError(`No PromQL from character ${node.from} on: ${expr}`)
      nodes.push(node)
    },
  })
  return nodes
}

function ancestorsOf({ parent }: SyntaxNode): SyntaxNode[] {
  return parent === null ? [] : [parent, ...ancestorsOf(parent)]
}

function labelsOf(expr: string, node: SyntaxNode): string[] {
  const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []
  const groupings = ['AggregateModifier', 'MatchingModifierClause'].flatMap((modifier) =>
    node.getChildren(modifier).flatMap((clause) => clause.getChildren('GroupingLabels')),
  )
  return [...matchers, ...groupings].flatMap((list) =>
    list.getChildren('LabelName').map((label) => textOf(expr, label)),
  )
}

function constantOf(expr: string, node: SyntaxNode | null): number | undefined {
  if (node?.name === 'NumberDurationLiteral') return Number(textOf(expr, node))
  if (node?.name !== 'BinaryExpr' || !node.getChild('Mul')) return undefined
  const factors = [node.firstChild, node.lastChild].map((factor) => constantOf(expr, factor))
  return factors.includes(undefined) ? undefined : factors[0]! * factors[1]!
}

function textOf(expr: string, node: SyntaxNode | null): string {
  return node === null ? '' : expr.slice(node.from, node.to)
}
