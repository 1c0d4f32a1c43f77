using SalesFlow.Agents.Offline.Dialogue;
using SalesFlow.Agents.Offline.Texts;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Agents.Turns;

namespace SalesFlow.Agents.Offline;

/// <summary>
/// The engine of rules that answers without a model: understands Arabic (Saudi), Arabizi and English, sells by the tenant's own prices and
/// facts, and hands over where a person is needed. Pure and deterministic: the same task gives the same answer; no I/O, no clock but the
/// task's. Safe to call from many threads.
/// </summary>
public sealed class OfflineEngine : IOfflineEngine
{
    private readonly TextCatalogue _texts;

    /// <summary>Loads and checks the texts and lexicons and trains the learned reading, once for the process: a few tenths of a second.</summary>
    /// <exception cref="InvalidDataException">They are not consistent; the message names what is wrong.</exception>
    public OfflineEngine()
    {
        _texts = TextCatalogue.Default;
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(Understander).TypeHandle);
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(LearnedReading).TypeHandle);
    }

    /// <summary>Answers one turn.</summary>
    /// <param name="task">The turn, the tenant and what is known of the lead. Times in it are UTC.</param>
    /// <param name="language">Null to answer in the customer's language; <c>ar</c> or <c>en</c> to answer in that one whatever they write.</param>
    /// <returns>
    /// A full answer under the agent of its language: at most 300 words, one question at most, numbers only from the tenant's prices and facts.
    /// </returns>
    public AgentAnswer Answer(AgentTask task, string? language = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new Talk(_texts, task, language).Answer();
    }
}
