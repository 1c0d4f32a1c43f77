using SalesFlow.Agents.Offline.Tasks;

namespace SalesFlow.Agents.Definitions;

/// <summary>The agents that are loaded. Readers see one whole set at a time, also while another takes its place.</summary>
internal sealed class AgentCatalogue(IReadOnlyDictionary<string, AgentDefinition> byId) : IAgentDefinitions
{
    private volatile Loaded _loaded = new(byId);

    /// <summary>All of them.</summary>
    public IReadOnlyDictionary<string, AgentDefinition> ById => _loaded.ById;

    /// <inheritdoc/>
    public IReadOnlyList<AgentDescription> All => _loaded.Descriptions;

    /// <summary>One of them.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that id.</exception>
    public AgentDefinition this[string id] => ById[id];

    /// <summary>Takes another set in the place of this one.</summary>
    public void Replace(IReadOnlyDictionary<string, AgentDefinition> agents) => _loaded = new Loaded(agents);

    /// <inheritdoc/>
    public AgentDescription? Find(string agentId) => All.FirstOrDefault(a => a.Id == agentId);

    /// <inheritdoc/>
    public IReadOnlyList<(string Field, string Rule)> Faults(string agentId, AgentOverride changes) => AgentOverrides.Faults(this[agentId], changes);

    /// <inheritdoc/>
    public bool Matches(string condition, string bodyJson) => JsonQuery.Parse(condition).Holds(JsonQuery.Document(bodyJson));

    private sealed class Loaded(IReadOnlyDictionary<string, AgentDefinition> byId)
    {
        public IReadOnlyDictionary<string, AgentDefinition> ById { get; } = byId;

        public IReadOnlyList<AgentDescription> Descriptions { get; } = [.. byId.Values.OrderBy(a => a.Id, StringComparer.Ordinal).Select(Describe)];
    }

    private static AgentDescription Describe(AgentDefinition a) => new(
        a.Id, a.NameAr, a.NameEn, a.Kind == AgentKind.Talk ? "talk" : "task", a.Revision,
        [.. (a.Task?.Triggers ?? []).Select(t => new AgentTrigger(t.Event, t.Quiet, t.Sample, t.When?.Text))], a.Tools, a.Thresholds,
        new AgentBands(a.Bands.Auto, a.Bands.Soft, a.Bands.Hold, a.Bands.SoftDelay.TotalSeconds, a.Bands.HoldRelease?.TotalSeconds),
        a.Task is { } task
            ? [.. task.Rules.Select(r => new AgentEscalation(r.Reason, r.Target, r.When.Text))]
            : [.. a.Escalations.Select(e => new AgentEscalation(e.Key, e.Value, null))],
        new AgentModel(a.Model.Name, a.Model.Temperature, a.Model.MaxOutputTokens, a.Model.Timeout.TotalSeconds, a.Model.Retries),
        a.PromptAr, a.PromptEn, a.Input.Document.GetRawText(), a.Output.Document.GetRawText(),
        a.Kind == AgentKind.Talk || TaskEngines.All.ContainsKey(a.Id))
    {
        Actions = [.. (a.Task?.Actions ?? []).Select(x => new AgentActionRule(x.Do, x.When?.Text))],
        Examples = [.. a.Examples.Select(e => (e.Name, e.Input.GetRawText(), e.Expected.GetRawText()))],
        Concurrent = a.Limits.Concurrent,
    };
}
