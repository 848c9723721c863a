// The only module that knows where lit-html lies.
import {directive, Directive} from './lib/lit-html/directive.js';

export {html, svg, nothing, render} from './lib/lit-html/lit-html.js';
export {repeat} from './lib/lit-html/directives/repeat.js';
export {live} from './lib/lit-html/directives/live.js';

/** Sets styles one by one: the page's content security policy forbids style attributes. */
export const styled = directive(
  class extends Directive {
    render() {}

    update(part, [styles]) {
      for (const [name, value] of Object.entries(styles)) {
        part.element.style.setProperty(name, value);
      }
    }
  },
);

/** Calls a function with the element after each rendering, for what D3 or a measurement does to it. */
export const after = directive(
  class extends Directive {
    render() {}

    update(part, [draw]) {
      queueMicrotask(() => part.element.isConnected && draw(part.element));
    }
  },
);
