Deno.bench("url parse", () => { new URL("https://deno.land"); });
Deno.bench({name:"grouped", group:"g", baseline:true}, () => { Math.sqrt(2); });
Deno.bench({name:"grouped2", group:"g"}, () => { JSON.parse("[1,2]"); });
Deno.bench("throws", () => { throw new Error("no"); });
