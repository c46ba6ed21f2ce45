// What a page of ours may turn into script or markup, for browsers that ask (Trusted Types). htmx and we put in markup that
// our server drew, and the content policy keeps script out of it. Script comes from our files only, and never from text.
window.trustedTypes?.createPolicy("default", {
  createHTML: (html) => html,
  createScriptURL(address) {
    const { href, origin, pathname } = new URL(address, document.baseURI);
    return origin === location.origin && pathname.startsWith("/static/") ? href : null;
  },
});
