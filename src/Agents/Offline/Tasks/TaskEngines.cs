namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>The engines of all task agents that have rules, by agent. One is found by being there: nothing is registered by hand.</summary>
internal static class TaskEngines
{
    /// <summary>By agent id.</summary>
    public static IReadOnlyDictionary<string, ITaskEngine> All { get; } = typeof(TaskEngines).Assembly.GetTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(ITaskEngine)))
        .Select(t => (ITaskEngine)Activator.CreateInstance(t, nonPublic: true)!)
        .ToDictionary(e => e.AgentId, StringComparer.Ordinal);
}
