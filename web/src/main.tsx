import { render } from 'preact';
import './style.css';
import { App } from './app.tsx';
import { connect } from './connect.ts';

const root = document.getElementById('app');
if (root) render(<App />, root);
void connect();
