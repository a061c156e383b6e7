// Dark colours where the person's system asks for them. PatternFly 5 takes them from a class of the root element.
(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const apply = () => document.documentElement.classList.toggle('pf-v5-theme-dark', dark.matches);
    dark.addEventListener('change', apply);
    apply();
})();
