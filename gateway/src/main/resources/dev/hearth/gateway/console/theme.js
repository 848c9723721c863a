// Runs before the first paint, so that a page does not flash in the other colours. Not a module: those are deferred.
(() => {
  const chosen = localStorage.getItem('hearth.theme');
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
})();
