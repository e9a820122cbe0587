// Starts Swagger UI on /docs.

// What Swagger UI lacks for those who do not see the page.
const accessible = () => ({
  wrapComponents: {
    // A path of an operation stands inside a button, where a link may not be: it is text there. (Deep links go on: opening
    // an operation still writes its address.)
    DeepLink: (_original, { React }) => ({ text }) => React.createElement("span", null, text),
    // What the document says of itself is a landmark, and the groups of operations have a heading above them.
    InfoContainer: (original, { React }) => (properties) =>
      React.createElement(
        "header",
        { role: "banner" },
        React.createElement(original, properties),
        React.createElement("h2", { className: "only-heard" }, "Operations"),
      ),
  },
});

window.addEventListener("load", () => {
  SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#docs",
    deepLinking: true,
    validatorUrl: null, // no word of the document leaves for a validator elsewhere
    tryItOutEnabled: true,
    requestSnippetsEnabled: false,
    presets: [SwaggerUIBundle.presets.apis],
    plugins: [accessible],
    layout: "BaseLayout",
  });
});
