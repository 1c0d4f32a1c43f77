namespace SalesFlow.Agents.Turns;

/// <summary>The engine of rules: the default, the stand-in for a model that fails, and the rules that hold whatever a model says.</summary>
internal interface IOfflineEngine
{
    /// <summary>
    /// Answers a turn. Pure: no I/O, no clock but the task's. Its answer always keeps the agent's limits; its language decides which agent speaks,
    /// so routing and answering can never disagree.
    /// </summary>
    /// <param name="task">The turn.</param>
    /// <param name="language">
    /// Null to follow the customer. Given where one agent is asked by name: the answer is in that language whatever the customer writes, and where
    /// theirs is another its intent is <c>language_switch</c> unless it stops the talk (an opt-out, a complaint).
    /// </param>
    AgentAnswer Answer(AgentTask task, string? language = null);
}

/// <summary>The words in a talk's memory that both engines share.</summary>
internal static class TalkMemory
{
    /// <summary>What the rules asked for last. Forgotten when a model has answered: its question was another.</summary>
    public const string Asked = "asked";

    /// <summary>The language in which the customer wrote last.</summary>
    public const string Language = "lang";

    /// <summary>Begins the name of a fact that was learnt in this talk.</summary>
    public const string Slot = "s.";
}
