// Documents made by the grammar along a schema, most of them valid, many with one thing wrong. The same seed makes the
// same documents.
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

export class Chance {
  constructor(seed) {
    this.state = seed >>> 0 || 1;
  }
  next(below) {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    this.state >>>= 0;
    return this.state % below;
  }
  one(items) {
    return items[this.next(items.length)];
  }
  often(percent) {
    return this.next(100) < percent;
  }
}

export class Generator {
  // `faults`: in how many of 1,000 places something goes wrong.
  constructor(schema, seed, faults) {
    this.schema = schema;
    this.chance = new Chance(seed);
    this.faults = faults;
  }

  wrong() {
    return this.chance.next(1000) < this.faults;
  }

  document() {
    this.variables = new Map();
    this.values = {};
    this.fragments = [];
    this.fragmentCount = 0;
    this.fragmentText = new Map();
    const kind = this.chance.often(80) ? 'query' : this.chance.one(['mutation', 'query', 'subscription']);
    const rootType = { query: 'getQueryType', mutation: 'getMutationType', subscription: 'getSubscriptionType' }[kind];
    const type = this.schema[rootType]();
    this.kind = kind;
    const body = this.selectionSet(type, kind === 'subscription' ? 2 : 4, kind === 'subscription' ? 1 : 0);
    const named = this.chance.often(70) || this.wrong();
    let head = `${kind}${named ? ' Main' : ''}${this.variableDefinitions()}${this.directives('QUERY')}`;
    const short = kind === 'query' && !named && this.variables.size === 0;
    if (short && this.chance.often(50)) head = '';
    const parts = [`${head} ${body}`, ...this.fragmentText.values()];
    if (this.wrong()) parts.push(`query Other { ${this.wrong() ? 'nothing' : '__typename'} }`);
    if (this.wrong()) parts.push('fragment Unused on Person { id }');
    if (this.wrong()) parts.push('query Main { number }');
    if (this.wrong()) parts.push('{ number }');
    let source = parts.join(this.chance.one(['\n', '\r\n', ' , ', '\n# a comment\n']));
    if (this.wrong()) source = this.damaged(source);
    const request = { query: source };
    if (Object.keys(this.values).length > 0) request.variables = this.values;
    if (this.wrong()) request.operationName = this.chance.one(['Main', 'Other', 'Nobody']);
    return request;
  }

  // A character is lost, doubled or foreign.
  damaged(source) {
    const at = this.chance.next(source.length);
    const foreign = this.chance.one(['}', '{', '?', '"', '"""', '\\', '0', '..', '$', '@', '!', ':', '😀', '\u0000', "'", '&', '|', '#', '-', '1.', 'ü']);
    return this.chance.one([
      source.slice(0, at) + source.slice(at + 1),
      source.slice(0, at) + foreign + source.slice(at),
      source.slice(0, at) + foreign + source.slice(at + 1),
      source.slice(0, at),
    ]);
  }

  selectionSet(type, depth, atMost = 0) {
    const count = atMost || 1 + this.chance.next(4);
    const selections = [];
    for (let i = 0; i < count; i++) selections.push(this.selection(type, depth));
    return `{ ${selections.join(this.chance.one([' ', ', ', '\n  ']))} }`;
  }

  selection(type, depth) {
    const fragments = this.kind === 'subscription' ? 0 : depth > 0 ? 25 : 10;
    if (this.chance.often(fragments)) {
      const target = this.overlapping(type);
      if (this.chance.often(50)) {
        const condition = this.chance.often(80) ? ` on ${target.name}` : '';
        return `...${condition}${this.directives('INLINE_FRAGMENT')} ${this.selectionSet(condition ? target : type, depth - 1)}`;
      }
      return `...${this.fragment(target, depth - 1)}${this.directives('FRAGMENT_SPREAD')}`;
    }
    return this.field(type, depth);
  }

  overlapping(type) {
    const all = Object.values(this.schema.getTypeMap()).filter((one) => !one.name.startsWith('__'));
    if (this.wrong()) return this.chance.one(all);
    const possible = isAbstractType(type) ? this.schema.getPossibleTypes(type) : [type];
    const fitting = all.filter(
      (one) =>
        one === type ||
        (isAbstractType(one) && possible.some((object) => this.schema.isSubType(one, object))) ||
        possible.includes(one),
    );
    return this.chance.one(fitting);
  }

  fragment(type, depth) {
    const known = this.fragments.filter((fragment) => fragment.type === type);
    if (this.fragments.length > 0 && this.wrong()) return this.chance.one(this.fragments).name;
    if (this.wrong()) return 'Missing';
    if (known.length > 0 && this.chance.often(40)) return this.chance.one(known).name;
    const name = `F${this.fragmentCount++}`;
    // Spread by others only when it is finished: a cycle is a fault that the line above makes.
    const text = `fragment ${name} on ${this.wrong() ? 'Nowhere' : type.name}${this.directives('FRAGMENT_DEFINITION')} ${this.selectionSet(type, Math.min(depth, 1))}`;
    this.fragments.push({ name, type });
    this.fragmentText.set(name, text);
    return name;
  }

  field(type, depth) {
    if (!isObjectType(type) && !isInterfaceType(type)) return '__typename';
    if (this.chance.often(4)) return `${this.chance.often(30) ? 't: ' : ''}__typename`;
    if (this.wrong()) return this.chance.one(['nothing', 'nam', 'frends { id }', 'id { x }', 'Name', 'home', '__schema { queryType { name } }']);
    let fields = Object.values(type.getFields());
    if (depth <= 0) fields = fields.filter((field) => isLeafType(getNamedType(field.type)));
    if (fields.length === 0) return '__typename';
    const field = this.chance.one(fields);
    const named = getNamedType(field.type);
    const args = this.arguments(field.args, this.chance.often(15));
    const alias = args || this.chance.often(15) ? `a${this.chance.next(this.wrong() ? 3 : 10000)}: ` : '';
    const inner = isLeafType(named) ? '' : ` ${this.selectionSet(named, depth - 1)}`;
    return `${alias}${field.name}${args}${this.directives('FIELD')}${inner}`;
  }

  arguments(definitions, onlyNeeded) {
    const given = [];
    for (const definition of definitions) {
      const needed = isNonNullType(definition.type) && definition.defaultValue === undefined;
      if (needed ? this.wrong() : onlyNeeded || this.chance.often(50)) continue;
      given.push(`${this.wrong() ? `${definition.name}s` : definition.name}: ${this.input(definition.type, definition.defaultValue !== undefined, 2)}`);
      if (this.wrong()) given.push(given[0]);
    }
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  // A literal, or a variable, now and then of the wrong type.
  input(type, hasDefault, depth, constant = false) {
    if (!constant && this.chance.often(25)) return this.variable(type, hasDefault);
    if (this.wrong()) {
      return this.chance.one(['null', '"text"', '12345678901', '1.5', 'true', 'WORD', '[1]', '{ a: 1 }', '{}', '[]', '$missing', '"""block"""', '-0', '1e3']);
    }
    if (!isNonNullType(type) && this.chance.often(8)) return 'null';
    const inner = getNullableType(type);
    if (isListType(inner)) {
      if (this.chance.often(15)) return this.input(inner.ofType, false, depth, constant);
      const items = Array.from({ length: this.chance.next(4) }, () => this.input(inner.ofType, false, depth, constant));
      return `[${items.join(', ')}]`;
    }
    if (isInputObjectType(inner)) return this.object(inner, depth, constant);
    if (isEnumType(inner)) return this.chance.one(inner.getValues()).name;
    return this.scalar(inner.name);
  }

  object(type, depth, constant) {
    let fields = Object.values(type.getFields());
    if (type.isOneOf && !this.wrong()) {
      const field = this.chance.one(fields);
      const inner = this.input(field.type, false, depth - 1, true);
      return `{ ${field.name}: ${inner === 'null' ? '"x"' : inner} }`;
    }
    const given = [];
    for (const field of fields) {
      const needed = isNonNullType(field.type) && field.defaultValue === undefined;
      if (needed ? this.wrong() : depth <= 0 || this.chance.often(60)) continue;
      given.push(`${this.wrong() ? `${field.name}x` : field.name}: ${this.input(field.type, field.defaultValue !== undefined, depth - 1, constant)}`);
      if (this.wrong()) given.push(given[0]);
    }
    return `{ ${given.join(', ')} }`;
  }

  scalar(name) {
    const chance = this.chance;
    switch (name) {
      case 'Int':
        return chance.one(['0', '-1', '42', '2147483647', '-2147483648']);
      case 'Float':
        return chance.one(['0', '1.5', '-2.25e3', '7', '0.1', '123456789.125']);
      case 'String':
        return chance.one(['""', '"plain"', '"\\u00e9\\n\\"q\\""', '"\\u{1F600}"', '"\\uD83D\\uDE00"', '"""\n  block\n    string\n"""', '"ü😀"']);
      case 'Boolean':
        return chance.one(['true', 'false']);
      case 'ID':
        return chance.one(['"a"', '7', '"007"', '123456789']);
      default:
        return chance.one(['"2021"', '1', '"now"']);
    }
  }

  variable(type, hasDefault) {
    if (this.wrong()) return '$undefined';
    const same = [...this.variables.values()].filter((known) => String(known.type) === String(type));
    if (same.length > 0 && this.chance.often(30)) return `$${this.chance.one(same).name}`;
    const name = `v${this.variables.size}`;
    let written = String(type);
    let fallback = '';
    const nullable = written.endsWith('!') ? written.slice(0, -1) : written;
    if (this.wrong()) written = this.chance.one(['Int', 'String!', '[ID]', 'Person', 'Nothing', 'Color', '[[Int!]!]', 'PersonFilter', 'Boolean = true']);
    else if (!written.endsWith('!') && this.chance.often(30)) written += '!';
    else if (hasDefault && this.chance.often(30)) written = nullable;
    else if (this.chance.often(30)) {
      const literal = this.input(type, false, 1, true);
      fallback = ` = ${literal}`;
      if (literal !== 'null') written = nullable;
    }
    this.variables.set(name, { name, type, text: `$${name}: ${written}${fallback}${this.directives('VARIABLE_DEFINITION')}` });
    if (fallback ? this.chance.often(40) : !this.wrong()) this.values[name] = this.json(type, 2);
    return `$${name}`;
  }

  variableDefinitions() {
    const all = [...this.variables.values()].map((variable) => variable.text);
    if (this.wrong()) all.push('$unused: Int');
    if (all.length > 0 && this.wrong()) all.push(all[0]);
    if (all.length > 0 && this.wrong()) all.pop();
    if (all.length === 0) return '';
    return `(${all.join(this.chance.one([', ', ' ']))})`;
  }

  json(type, depth) {
    if (this.wrong()) return this.chance.one([null, 'text', 1.5, 12345678901, true, [], {}, [null], { a: 1 }, 7, -1e30]);
    if (!isNonNullType(type) && this.chance.often(8)) return null;
    const inner = getNullableType(type);
    if (isListType(inner)) {
      if (this.chance.often(15)) return this.json(inner.ofType, depth);
      return Array.from({ length: this.chance.next(4) }, () => this.json(inner.ofType, depth));
    }
    if (isInputObjectType(inner)) {
      const fields = Object.values(inner.getFields());
      if (inner.isOneOf && !this.wrong()) {
        const field = this.chance.one(fields);
        return { [field.name]: this.json(field.type, depth - 1) ?? 'x' };
      }
      const object = {};
      for (const field of fields) {
        const needed = isNonNullType(field.type) && field.defaultValue === undefined;
        if (needed ? this.wrong() : depth <= 0 || this.chance.often(60)) continue;
        object[this.wrong() ? `${field.name}x` : field.name] = this.json(field.type, depth - 1);
      }
      return object;
    }
    if (isEnumType(inner)) return this.chance.one(inner.getValues()).name;
    switch (inner.name) {
      case 'Int':
        return this.chance.one([0, -1, 42, 2147483647]);
      case 'Float':
        return this.chance.one([0, 1.5, -2250, 0.1]);
      case 'Boolean':
        return this.chance.often(50);
      case 'ID':
        return this.chance.one(['a', 7, '007']);
      default:
        return this.chance.one(['', 'plain', 'ü😀"\n']);
    }
  }

  directives(location) {
    const out = [];
    if (['FIELD', 'FRAGMENT_SPREAD', 'INLINE_FRAGMENT'].includes(location)) {
      if (this.kind !== 'subscription' && this.chance.often(8)) {
        const condition = this.chance.often(60) ? this.scalar('Boolean') : this.condition();
        out.push(`@${this.chance.one(['skip', 'include'])}(if: ${condition})`);
      }
      if (this.chance.often(4)) out.push(this.chance.one(['@mark', '@mark(label: "x")', '@mark(weight: 1) @mark(weight: 2)']));
    }
    if (this.wrong()) {
      out.push(this.chance.one(['@unknown', '@skip', '@include(if: "yes")', '@once(flag: true)', '@once(flag: true) @once(flag: true)', '@mark(labels: 1)', '@deprecated', '@skip(if: true, unless: 1)', '@mark(label: $missing)']));
    }
    return out.length > 0 ? ` ${out.join(' ')}` : '';
  }

  condition() {
    const name = 'yes';
    if (!this.variables.has(name)) {
      this.variables.set(name, { name, type: 'condition', text: '$yes: Boolean!' });
      this.values[name] = this.chance.often(50);
    }
    return '$yes';
  }
}
