namespace SalesFlow.Storage.ReadModels;

/// <summary>The identity of a read row. A table uses as many of the parts as its primary key has columns, in this order.</summary>
/// <param name="Tenant">The tenant; first in every key.</param>
/// <param name="Id">The entity's id.</param>
/// <param name="Sub">A name below the entity, where the key's third column is text.</param>
/// <param name="Number">A number below the entity, where the key's third column is a number.</param>
internal readonly record struct RowKey(string Tenant, string Id, string Sub = "", long Number = 0);

/// <summary>A row that the projector keeps. Immutable: a fold makes the next one.</summary>
internal interface IReadRow
{
    /// <summary>The row's identity.</summary>
    RowKey Key { get; }
}
