// Reads exported traces as speedscope does, with its own importer, and says what that complains of;
// exit code 1 if there is anything. Run by hand, from the root of the tree, as the unit tests of the
// export check the same without a network:
//
//     npm install --prefix build/speedscope speedscope@1.25
//     node tests/speedscope.mjs TRACE.json...

import fs from 'node:fs';

const folder = 'build/speedscope/node_modules/speedscope/dist/release/';
const file = fs.readdirSync(folder).find(name => /^speedscope-.*\.js$/.test(name));
let source = fs.readFileSync(folder + file, 'utf8');
// The page's one script, up to where it draws itself; its names change with each of its versions.
const importer = source.match(/Importing as Trace Event Format profile"\),(\w+)\(/)[1];
const after = source.slice(source.indexOf(`function ${importer}(`));
const begin = after.match(/[,\s](\w+)=re\(\(\)=>/)[1];
source = source.slice(0, source.lastIndexOf('console.log(`speedscope v'));
source = source.replace(/^"use strict";\(\(\)=>/, 'return (()=>');
const page = ['window', 'document', 'localStorage', 'location', 'self', 'navigator', 'history'];
const anything = new Proxy(function () {}, {
    get: (_, name) => name === Symbol.toPrimitive ? () => '' :
        name === Symbol.iterator ? function* () {} : name === 'then' ? undefined : anything,
    set: () => true, apply: () => anything, construct: () => anything,
});
const load = new Function(...page, `${source}${begin}();return ${importer};})();`);
const read = load(...page.map(() => anything));
let complaints = 0;
console.warn = console.error = (...words) => { ++complaints; console.log('complaint:', ...words); };
for (const trace of process.argv.slice(2)) {
    const { profiles } = read(JSON.parse(fs.readFileSync(trace)));
    console.log(`${trace}: ${profiles.length} tracks, ${complaints} complaints`);
}
process.exit(complaints ? 1 : 0);
