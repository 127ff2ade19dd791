import { type Finding, meaningOf } from '../../actions/check-store.js';
import { version } from '../version.js';

/** A log of SARIF 2.1.0 (OASIS), which code hosts show as alerts. */
export function doctorSarif(findings: readonly Finding[]): Record<string, unknown> {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const rules = codes.map((code) => ({
    id: code,
    shortDescription: { text: meaningOf(code) },
  }));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'tickets doctor', version, rules } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((one) => resultOf(one, codes.indexOf(one.code))),
      },
    ],
  };
}

function resultOf({ code, severity, path, line, message, hint }: Finding, ruleIndex: number) {
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: hint === null ? message : `${message}. ${hint}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(path) },
          ...(line === null ? {} : { region: { startLine: line } }),
        },
      },
    ],
  };
}

function uriOf(path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${encoded}` : encoded;
}
