using System.Diagnostics;
using System.Globalization;
using SalesFlow.Agents.Evaluation;
using SalesFlow.Agents.Offline;
using SalesFlow.Conversations;

// Turns a second and CPU-milliseconds a turn of the offline engine, on one thread, over the messages of evals/.
//   bench/agents/run [--seconds 10]
var seconds = args is ["--seconds", var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 10;
var root = AppContext.BaseDirectory;
while (!File.Exists(Path.Combine(root, "SalesFlow.sln"))) root = Path.GetDirectoryName(root.TrimEnd(Path.DirectorySeparatorChar))!;
var tenant = EvaluationTenant.Read(Path.Combine(root, "templates", "platform.json"));
var start = Stopwatch.StartNew();
var engine = new OfflineEngine();
engine.Answer(Task("مرحبا"));
Console.WriteLine(FormattableString.Invariant($"start {start.ElapsedMilliseconds} ms"));
// The messages of customers; what the task agents are asked has other forms.
var tasks = EvaluationCases.ReadAll(Path.Combine(root, "evals"))
    .Where(c => c.Agent is "arabic_whatsapp" or "english_conversation").Select(c => Task(c.Input.GetProperty("message").GetString()!)).ToArray();
if (tasks.Length == 0)
{
    await Console.Error.WriteLineAsync("evals/ has no cases.");
    return 1;
}
foreach (var task in tasks) engine.Answer(task);
var process = Process.GetCurrentProcess();
var cpu = process.TotalProcessorTime;
var allocated = GC.GetAllocatedBytesForCurrentThread();
var watch = Stopwatch.StartNew();
var turns = 0;
while (watch.Elapsed.TotalSeconds < seconds) engine.Answer(tasks[turns++ % tasks.Length]);
process.Refresh();
Console.WriteLine(FormattableString.Invariant(
    $"{turns / watch.Elapsed.TotalSeconds:F0} turns/s, {(process.TotalProcessorTime - cpu).TotalMilliseconds / turns:F3} CPU-ms a turn, {(GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)turns / 1024:F0} KiB a turn"));
return 0;

SalesFlow.Agents.AgentTask Task(string message) => new(
    new TurnSnapshot(
        1, 1, "v", "c", "l", null, "ar", [new TalkLine("in", true, message, Evaluator.Instant)], [], new Dictionary<string, string>(), Evaluator.Instant, null, "p"),
    tenant, null, Evaluator.Instant);
