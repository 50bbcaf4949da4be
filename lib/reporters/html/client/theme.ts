/** Sets the chosen theme. Runs before anything is drawn, so that a dark page does not flash. */
try {
  const theme = localStorage.getItem('conform-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;
} catch {
  // A page from disk may be refused its storage; then it follows the system.
}
