/** A button that turns the lights off and on, says which of the two it would do, and remembers it. */
export function offerThemes(): void {
  const button = document.querySelector<HTMLButtonElement>('#theme');
  if (button === null) return;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = (): boolean => {
    const chosen = document.documentElement.dataset['theme'];
    return chosen === undefined ? system.matches : chosen === 'dark';
  };
  const label = (): void => {
    button.textContent = isDark() ? 'Light mode' : 'Dark mode';
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    const theme = isDark() ? 'light' : 'dark';
    document.documentElement.dataset['theme'] = theme;
    remember(theme);
    label();
  });
  system.addEventListener('change', label);
  label();
}

function remember(theme: string): void {
  try {
    localStorage.setItem('conform-theme', theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
