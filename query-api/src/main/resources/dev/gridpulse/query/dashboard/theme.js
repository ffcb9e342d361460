// Before anything is drawn: the colours that were chosen, or those of the system. No module, as modules come later.
(() => {
  const KEY = 'gridpulse.theme';
  const dark = matchMedia('(prefers-color-scheme: dark)');

  function apply() {
    const chosen = window.theme.chosen();
    document.documentElement.dataset.theme = chosen === 'auto' ? (dark.matches ? 'dark' : 'light') : chosen;
    window.dispatchEvent(new Event('theme'));
  }

  window.theme = {
    /** `auto`, `light` or `dark`. */
    chosen: () => localStorage.getItem(KEY) ?? 'auto',
    choose(name) {
      localStorage.setItem(KEY, name);
      apply();
    },
  };
  dark.addEventListener('change', apply);
  apply();
})();
