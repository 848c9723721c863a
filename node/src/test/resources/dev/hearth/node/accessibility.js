// What the console's tests hold against each of its views; the answer is a list of what is wrong, with where.
() => {
  const wrong = [];
  const where = (e) => `<${e.tagName.toLowerCase()}${e.id ? ` id=${e.id}` : ''} class="${e.getAttribute('class') ?? ''}"> ${(e.textContent ?? '').trim().slice(0, 40)}`;
  const visible = (e) => e.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}) && e.getClientRects().length > 0;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(visible);
  const byId = (id) => document.getElementById(id);

  const name = (e) => {
    const labelled = e.getAttribute('aria-labelledby');
    if (labelled) return labelled.split(/\s+/).map((id) => byId(id)?.textContent ?? '').join(' ').trim();
    const label = e.getAttribute('aria-label') ?? [...(e.labels ?? [])].map((l) => l.textContent).join(' ');
    const images = [...e.querySelectorAll('img[alt], [aria-label]')].map((i) => i.getAttribute('alt') ?? i.getAttribute('aria-label')).join(' ');
    return (label || e.textContent || images || e.getAttribute('title') || '').trim();
  };
  for (const e of all('button, a[href], input, select, textarea, iframe, [role=grid], [role=tab], [role=tablist], [role=tabpanel], [role=group], [role=img], dialog[open], nav')) {
    if (!name(e)) wrong.push(`no name: ${where(e)}`);
  }
  for (const e of all('img')) if (!e.hasAttribute('alt')) wrong.push(`no alt: ${where(e)}`);

  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) wrong.push(`id twice: ${id}`);
  for (const attribute of ['aria-labelledby', 'aria-controls', 'aria-activedescendant', 'aria-describedby']) {
    for (const e of all(`[${attribute}]`)) {
      for (const id of e.getAttribute(attribute).split(/\s+/)) if (!byId(id)) wrong.push(`${attribute} names nothing: ${id}`);
    }
  }
  for (const e of document.querySelectorAll('[tabindex]')) if (e.tabIndex > 0) wrong.push(`positive tabindex: ${where(e)}`);
  for (const e of document.querySelectorAll('[aria-hidden=true] :is(a[href], button, input)')) wrong.push(`hidden, but can have the focus: ${where(e)}`);

  if (!document.documentElement.lang) wrong.push('the page has no language');
  if (!document.title.trim()) wrong.push('the page has no title');
  if (all('main').length !== 1) wrong.push(`${all('main').length} main landmarks`);
  const headings = [...document.querySelectorAll('h1, h2, h3, h4')].filter((h) => h.checkVisibility() && !h.closest('dialog:not([open])'));
  if (headings.filter((h) => h.tagName === 'H1').length !== 1) wrong.push(`${headings.filter((h) => h.tagName === 'H1').length} headings of the first level`);
  headings.forEach((h, i) => {
    const level = (x) => Number(x.tagName[1]);
    if (i > 0 && level(h) > level(headings[i - 1]) + 1) wrong.push(`heading skips a level: ${where(h)}`);
  });
  for (const e of all('[role=row]')) if (!e.querySelector('[role=gridcell], [role=columnheader]')) wrong.push(`row without cells: ${where(e)}`);
  for (const e of all('table')) if (!e.querySelector('th')) wrong.push(`table without headings: ${where(e)}`);
  for (const e of all('[role=tablist]')) if (e.querySelectorAll('[role=tab][aria-selected=true]').length !== 1) wrong.push('not exactly one tab is chosen');

  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const background = (e) => {
    const layers = [];
    for (let x = e; x; x = x.parentElement) {
      const colour = rgba(getComputedStyle(x).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const seen = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const e = text.parentElement;
    if (!text.data.trim() || !visible(e) || e.closest('svg, [aria-hidden=true], :disabled, .visually-hidden')) continue;
    const style = getComputedStyle(e);
    const below = background(e);
    const colour = over(rgba(style.color), below);
    const [a, b] = [light(colour), light(below)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const said = `${style.color} on ${below.slice(0, 3)}`;
    if (ratio < (large ? 3 : 4.5) && !seen.has(said)) {
      seen.add(said);
      wrong.push(`contrast ${ratio.toFixed(2)}: ${said} at ${where(e)}`);
    }
  }
  for (const e of all('button, select, a.button, nav a, [role=tab], input:not([type=range])')) {
    const box = e.getBoundingClientRect();
    if (!e.classList.contains('visually-hidden') && (box.width < 24 || box.height < 24)) wrong.push(`too small to hit: ${Math.round(box.width)}x${Math.round(box.height)} ${where(e)}`);
  }
  const beyond = document.documentElement.scrollWidth - window.innerWidth;
  if (beyond > 0) wrong.push(`the page is ${beyond} pixels wider than the window`);
  return wrong;
}
