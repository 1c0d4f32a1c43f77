using System.Text.Json;
using SalesFlow.Agents.Evaluation;
using SalesFlow.Agents.Tasks.Tests.Support;

namespace SalesFlow.Agents.Tasks.Tests;

/// <summary>The cases that reviewers, evaluator and coach are measured by, written before their rules.</summary>
public sealed class EvalCasesTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (agent, line) in Lines()) data.Add(agent, JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_comes_out_as_it_says(string agent, string id)
    {
        var line = Lines().Single(l => l.Agent == agent && l.Text.Contains($"\"{id}\"", StringComparison.Ordinal)).Text;
        using var document = JsonDocument.Parse(line);

        // The cases speak to the platform's own company, with its prices and what it says of itself.
        var tenant = EvaluationTenant.Read(Path.Combine(Root(), "templates", "platform.json"));
        var answer = new TaskBench(agent) { Tenant = tenant }.Answer(document.RootElement.GetProperty("input").Clone());

        Assert.Empty(Expectation.Compare(document.RootElement.GetProperty("expected"), answer.Output));
    }

    private static IEnumerable<(string Agent, string Text)> Lines()
    {
        foreach (var agent in (string[])["qa_reviewer", "compliance_reviewer", "affiliate_evaluator", "onboarding_coach"])
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Root(), "evals", agent), "*.jsonl").Order(StringComparer.Ordinal))
                foreach (var line in File.ReadLines(file).Where(l => l.Length > 0)) yield return (agent, line);
    }

    private static string Root()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !Directory.Exists(Path.Combine(root.FullName, "evals"))) root = root.Parent;
        return root!.FullName;
    }
}
