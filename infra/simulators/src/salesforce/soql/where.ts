import type { WhereClause } from '@jetstreamapp/soql-parser-js'
import { conditionPredicate, type ConditionScope } from './condition.ts'
import { anyOf, type Predicate } from './like-condition.ts'
import { malformedQuery } from './query-errors.ts'

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | Predicate

/**
 * The test for a WHERE clause. The parser gives a flat chain of comparisons that carry their parentheses as counts, so
 * the structure is built here. As in Salesforce, AND and OR may not be mixed without parentheses.
 */
export function wherePredicate(scope: ConditionScope, where: WhereClause): Predicate {
  const tokens = [...tokensOf(scope, where)]
  const { predicate, next } = parseLevel(tokens, 0)
  if (next < tokens.length) throw malformedQuery("unexpected token: ')'")
  return predicate
}

function* tokensOf(scope: ConditionScope, where: WhereClause): Generator<Token> {
  let clause: WhereClause | undefined = where
  while (clause) {
    const { left } = clause
    const operator: string | undefined = 'operator' in clause ? clause.operator.toUpperCase() : undefined
    yield* repeat('(', (left && 'openParen' in left && left.openParen) || 0)
    if (left && 'operator' in left) {
      yield conditionPredicate(scope, left)
      yield* repeat(')', left.closeParen ?? 0)
    }
    if (operator === 'AND' || operator === 'OR' || operator === 'NOT') yield operator
    clause = 'right' in clause ? clause.right : undefined
  }
}

function* repeat(token: '(' | ')', count: number): Generator<Token> {
  for (let index = 0; index < count; index += 1) yield token
}

interface Parsed {
  readonly predicate: Predicate
  readonly next: number
}

function parseLevel(tokens: readonly Token[], start: number): Parsed {
  const operands: Predicate[] = []
  let joiner: 'AND' | 'OR' | undefined
  let next = start
  for (;;) {
    const operand = parseOperand(tokens, next)
    operands.push(operand.predicate)
    next = operand.next
    const token = tokens[next]
    if (token !== 'AND' && token !== 'OR') break
    if (joiner !== undefined && joiner !== token) throw malformedQuery(`unexpected token: '${token}'`)
    joiner = token
    next += 1
  }
  const predicate: Predicate =
    joiner === 'OR' ? anyOf(operands) : (record) => operands.every((operand) => operand(record))
  return { predicate, next }
}

function parseOperand(tokens: readonly Token[], start: number): Parsed {
  const token = tokens[start]
  if (token === 'NOT') {
    const { predicate, next } = parseOperand(tokens, start + 1)
    return { predicate: (record) => !predicate(record), next }
  }
  if (token === '(') {
    const inner = parseLevel(tokens, start + 1)
    if (tokens[inner.next] !== ')') throw malformedQuery("expecting a right parentheses, found 'EOF'")
    return { predicate: inner.predicate, next: inner.next + 1 }
  }
  if (typeof token !== 'function') throw malformedQuery(`unexpected token: '${token ?? '<EOF>'}'`)
  return { predicate: token, next: start + 1 }
}
