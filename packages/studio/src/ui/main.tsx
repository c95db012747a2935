/** Starts the viewer. */
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/parts.css';
import './styles/charts.css';
import './styles/trace.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { connect } from './reading/follow.ts';
import { applyTheme } from './theme.ts';

applyTheme();
void connect();
const root = document.getElementById('app');
if (root) render(<App />, root);
