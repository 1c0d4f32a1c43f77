using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Agents;
using SalesFlow.Knowledge;
using SalesFlow.Agents.Evaluation;
using SalesFlow.Agents.Offline.Understanding;

// Runs the labelled cases of evals/ through the agents and writes what was measured. Ends with 1 where a threshold is missed, with 2 where the
// cases or the settings cannot be used.
var aliases = new Dictionary<string, string>(StringComparer.Ordinal)
{
    ["--agent"] = "agent", ["--language"] = "language", ["--provider"] = "Agents:Provider", ["--out"] = "out", ["--cases"] = "cases",
    ["--template"] = "template", ["--parallel"] = "parallel", ["--confusion"] = "confusion",
};
try
{
    if (args is ["train", var into])
    {
        var learned = LearnedReading.Train(LearningData.Load());
        await using var file = File.Create(into);
        learned.Save(file, LearningData.Checksum());
        Console.WriteLine($"{learned.Labels.Count} labels, {learned.Size} features, {file.Length} bytes");
        return 0;
    }
    // What the offline engine makes of messages, one a line of the standard input: for whoever asks why one was read as it was.
    if (args is ["read", .. var asked])
    {
        while (await Console.In.ReadLineAsync() is { } line) Console.WriteLine(Explanation.Of(line, asked.FirstOrDefault()));
        return 0;
    }
    var settings = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args, aliases).Build();
    var root = Root(AppContext.BaseDirectory);
    var tenant = EvaluationTenant.Read(settings["template"] ?? Path.Combine(root, "templates", "platform.json"));
    var cases = EvaluationCases.ReadAll(settings["cases"] ?? Path.Combine(root, "evals"), settings["agent"], settings["language"]);
    if (cases.Count == 0)
    {
        await Console.Error.WriteLineAsync("There are no such cases.");
        return 2;
    }
    await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddMetrics().AddSingleton<IKnowledgeSearch, CaseKnowledge>().AddSalesFlowAgents(settings)
        .BuildServiceProvider();
    var offline = (settings["Agents:Provider"] ?? "offline") == "offline";
    var parallel = int.TryParse(settings["parallel"], out var n) ? n : offline ? 1 : 8;
    var results = await new Evaluator(services.GetRequiredService<IAgentInvoker>(), tenant).Run(cases, parallel, CancellationToken.None);
    var measures = EvaluationReport.Measure(results, tenant);
    Console.Write(EvaluationWriter.Summary(measures));
    if (settings["confusion"] == "true")
    {
        foreach (var measure in measures.Where(m => m.Confusion.Count > 0)) Console.WriteLine("\n" + measure.Language + "\n" + EvaluationWriter.Confusion(measure));
    }
    if (settings["out"] is { Length: > 0 } folder)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "report.md"), EvaluationWriter.Markdown(measures));
        await File.WriteAllTextAsync(Path.Combine(folder, "report.json"), EvaluationWriter.Json(measures));
    }
    var missed = measures.SelectMany(EvaluationThresholds.Missed).ToList();
    foreach (var line in missed) await Console.Error.WriteLineAsync(line);
    return missed.Count == 0 ? 0 : 1;
}
catch (Exception e) when (e is EvaluationCaseException or InvalidOperationException or FileNotFoundException or InvalidDataException or FormatException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}

static string Root(string from) =>
    File.Exists(Path.Combine(from, "SalesFlow.sln")) ? from : Root(Path.GetDirectoryName(from) ?? throw new FileNotFoundException("SalesFlow.sln"));
