using System.Threading.Channels;

namespace SalesFlow.Grains.Leads.Transfer;

/// <summary>Work for this silo's importers.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Job">Which.</param>
/// <param name="Clean">Whether its files are to be removed; otherwise it is to be carried on.</param>
internal sealed record ImportOrder(string Tenant, string Job, bool Clean);

/// <summary>
/// Where jobs' timers lay down work and this silo's importers take it. It may be lost, and may be laid down twice: the timer comes again, and the job
/// gives itself to one worker only.
/// </summary>
internal sealed class ImportDesk
{
    private const int Places = 1000;

    private readonly Channel<ImportOrder> _orders = Channel.CreateBounded<ImportOrder>(
        new BoundedChannelOptions(Places) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Lays down an order. Returns at once; one too many is dropped.</summary>
    public void Offer(ImportOrder order) => _orders.Writer.TryWrite(order);

    /// <summary>Takes orders as they come.</summary>
    public IAsyncEnumerable<ImportOrder> Take(CancellationToken ct) => _orders.Reader.ReadAllAsync(ct);
}
