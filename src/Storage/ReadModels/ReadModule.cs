using SalesFlow.Common;
using SalesFlow.Storage.Feed;

namespace SalesFlow.Storage.ReadModels;

/// <summary>
/// One module's read rows while a batch of events is projected. First every event says which rows it needs (<see cref="Ask"/>), then they are
/// loaded, then every event is folded onto them in order (<see cref="Fold"/>). A module sees every event and takes what concerns it; it may look at
/// the rows of the modules before it, which have folded the event already.
/// </summary>
internal abstract class ReadModule
{
    /// <summary>The module's rows, one set a table.</summary>
    public abstract IReadOnlyList<RowSet> Rows { get; }

    /// <summary>Asks for the rows that an event needs.</summary>
    public abstract void Ask(IDomainEvent e, EventHeader h);

    /// <summary>Folds an event onto its rows. Never decides, and gives the same rows for the same events.</summary>
    public abstract void Fold(IDomainEvent e, EventHeader h);

    /// <summary>Called once, after the batch's last event.</summary>
    public virtual void Complete()
    {
    }
}
