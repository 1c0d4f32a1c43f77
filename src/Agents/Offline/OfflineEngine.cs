using SalesFlow.Agents.Offline.Dialogue;

namespace SalesFlow.Agents.Offline;

/// <summary>
/// The engine of rules that answers without a model: understands Arabic (Saudi), Arabizi and English, sells by the tenant's own prices and
/// facts, and hands over where a person is needed. Pure and deterministic: the same task gives the same answer; no I/O, no clock but the
/// task's. Safe to call from many threads.
/// </summary>
public sealed class OfflineEngine
{
    /// <summary>Answers one turn.</summary>
    /// <param name="agentId">The agent in whose name to answer; it does not change the language, which follows the customer.</param>
    /// <param name="task">The turn, the tenant and what is known of the lead. Times in it are UTC.</param>
    /// <returns>A full answer: at most 300 words, one question at most, numbers only from the tenant's prices and facts.</returns>
    public AgentAnswer Answer(string agentId, AgentTask task)
    {
        ArgumentException.ThrowIfNullOrEmpty(agentId);
        ArgumentNullException.ThrowIfNull(task);
        return new Talk(agentId, task).Answer();
    }
}
