namespace SalesFlow.Agents.Definitions;

/// <summary>The agents that are loaded, by id.</summary>
internal sealed class AgentCatalogue(IReadOnlyDictionary<string, AgentDefinition> byId)
{
    /// <summary>All of them.</summary>
    public IReadOnlyDictionary<string, AgentDefinition> ById { get; } = byId;

    /// <summary>One of them.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that id.</exception>
    public AgentDefinition this[string id] => ById[id];
}
