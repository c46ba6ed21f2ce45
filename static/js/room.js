// The script of the workspace: the inbox and its conversations.
export * from "./app.js";
import "./elements/conversation-view.js";
import "./elements/message-composer.js";
import "./elements/typing-line.js";
