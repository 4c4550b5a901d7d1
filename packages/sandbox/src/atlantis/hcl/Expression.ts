import type { Value } from './Value';

/** An expression of HCL. */
export type Expression =
  | { kind: 'literal'; value: Value }
  /** Parts that are joined to a text. */
  | { kind: 'template'; parts: Expression[] }
  | { kind: 'variable'; name: string }
  | { kind: 'attribute'; of: Expression; name: string }
  | { kind: 'index'; of: Expression; key: Expression }
  /** `of[*]` and what follows, applied to each element, which `each` names. */
  | { kind: 'splat'; of: Expression; each: Expression }
  /** Element of the splat around it. */
  | { kind: 'element' }
  | { kind: 'call'; name: string; args: Expression[]; spread: boolean }
  | { kind: 'list'; items: Expression[] }
  | { kind: 'object'; entries: Array<[Expression, Expression]> }
  | { kind: 'unary'; operator: string; of: Expression }
  | {
      kind: 'binary';
      operator: string;
      left: Expression;
      right: Expression;
    }
  | {
      kind: 'conditional';
      test: Expression;
      then: Expression;
      otherwise: Expression;
    }
  | {
      kind: 'for';
      names: string[];
      collection: Expression;
      /** Present when it makes an object. */
      key?: Expression;
      value: Expression;
      condition?: Expression;
      grouped: boolean;
    };
