/** Whether the key belongs to what has the focus (a field, a slider, an open list), so that no shortcut may take it. */
export function takesKeys({ target, defaultPrevented }: Pick<KeyboardEvent, 'target' | 'defaultPrevented'>): boolean {
  if (defaultPrevented) return true;
  if (!(target instanceof Element)) return false;
  const owners =
    'input, textarea, select, [contenteditable="true"], [role="slider"], [role="combobox"][aria-expanded="true"], [role="listbox"], [role="menu"], [role="dialog"], [role="tablist"]';
  return target.closest(owners) !== null;
}
