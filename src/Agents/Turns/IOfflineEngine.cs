namespace SalesFlow.Agents.Turns;

/// <summary>The engine of rules: the default, the stand-in for a model that fails, and the rules that hold whatever a model says.</summary>
internal interface IOfflineEngine
{
    /// <summary>Answers a turn in an agent's name. Pure: no I/O, no clock but the task's. Its answer always keeps the agent's limits.</summary>
    AgentAnswer Answer(string agentId, AgentTask task);
}

/// <summary>The words in a talk's memory that both engines share.</summary>
internal static class TalkMemory
{
    /// <summary>What the rules asked for last. Forgotten when a model has answered: its question was another.</summary>
    public const string Asked = "asked";

    /// <summary>Begins the name of a fact that was learnt in this talk.</summary>
    public const string Slot = "s.";
}
