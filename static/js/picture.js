// The script of the page on which one chooses one's picture.
export * from "./app.js";
import "./elements/picture-choice.js";
