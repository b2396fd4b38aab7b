/** The page's own scheme: unlike file:// it has an origin, and a policy can be sent with it. */
export const appScheme = 'app';
const appHost = 'highwater';
export const appUrl = `${appScheme}://${appHost}/`;

/** Whether an address belongs to the page. URL.origin is no help: it is `null` for schemes that Node does not know. */
export const isAppUrl = (address: string): boolean => {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === `${appScheme}:` && url.host === appHost;
};
