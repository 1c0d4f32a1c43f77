using System.Text.Json;
using Orleans.Storage;
using SalesFlow.Storage.Commit;

namespace SalesFlow.Storage.Relational;

/// <summary>Writes relational states as the same JSON that entities use.</summary>
internal sealed class JsonStateSerializer(StateJson json) : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, json.Options));

    public T? Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input, json.Options);
}
