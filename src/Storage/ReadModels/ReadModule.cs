using SalesFlow.Common;
using SalesFlow.Storage.Feed;

namespace SalesFlow.Storage.ReadModels;

/// <summary>
/// One module's read rows while a batch of events is projected. First every event says which rows it needs (<see cref="Ask"/>), then they are
/// loaded, and those that only the loaded ones tell of after them (<see cref="AskMore"/>); then every event is folded onto them in order
/// (<see cref="Fold"/>). A module sees every event and takes what concerns it; it may look at the rows of the modules before it, which have folded the
/// event already.
/// </summary>
internal abstract class ReadModule
{
    /// <summary>The module's rows, one set a table.</summary>
    public abstract IReadOnlyList<RowSet> Rows { get; }

    /// <summary>Asks for the rows that an event needs.</summary>
    public abstract void Ask(IDomainEvent e, EventHeader h);

    /// <summary>
    /// Asks for rows that only loaded ones tell of. Called after each loading, until nothing more is asked for: a round costs the projector a question to
    /// the database, so it is for what happens seldom.
    /// </summary>
    public virtual void AskMore()
    {
    }

    /// <summary>Folds an event onto its rows. Never decides, and gives the same rows for the same events.</summary>
    public abstract void Fold(IDomainEvent e, EventHeader h);

    /// <summary>Called once, after the batch's last event.</summary>
    public virtual void Complete()
    {
    }
}
