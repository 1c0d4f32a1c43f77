using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Evaluation;
using SalesFlow.Agents.Offline.Tasks;
using SalesFlow.Agents.Tasks.Tests.Support;

namespace SalesFlow.Agents.Tasks.Tests;

public sealed class ExampleTests
{
    private static readonly string Agents = Path.Combine(AppContext.BaseDirectory, "agents");

    public static TheoryData<string, string> Examples
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var agent in TaskEngines.All.Keys.Order(StringComparer.Ordinal))
                foreach (var example in AgentDefinitionLoader.Load(Path.Combine(Agents, agent)).Examples) data.Add(agent, example.Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_agents_example_comes_out_as_it_says(string agent, string example)
    {
        var bench = new TaskBench(agent) { Passages = ExamplePassages.Of(Path.Combine(Agents, agent, "examples", example + ".json")) };
        var given = bench.Agent.Examples.Single(e => e.Name == example);

        var answer = bench.Answer(given.Input);

        Assert.Empty(Expectation.Compare(given.Expected, answer.Output));
    }
}
