using Npgsql;
using NpgsqlTypes;

namespace SalesFlow.Storage.Commit;

/// <summary>The arrays of one call of <c>commit_entities</c>. Filled again for every batch; belongs to one writer.</summary>
internal sealed class PostgresBatch
{
    private const string Sql =
        "SELECT of, outcome, command FROM commit_entities($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23)";

    private readonly List<NpgsqlParameter> _parameters = [];
    private readonly List<string> _tenants, _kinds, _ids, _types, _commandIds, _clearedNames, _dueNames;
    private readonly List<string?> _causes, _actors;
    private readonly List<byte[]> _states, _bodies;
    private readonly List<long> _expected, _versions, _eventVersions, _dueTokens;
    private readonly List<int> _schemas, _eventOf, _commandOf, _clearedOf, _dueOf;
    private readonly List<short> _shards;
    private readonly List<DateTime> _ats, _dueAts;
    private readonly List<Action> _clear = [];

    public PostgresBatch()
    {
        _tenants = Column<string>(NpgsqlDbType.Text);
        _kinds = Column<string>(NpgsqlDbType.Text);
        _ids = Column<string>(NpgsqlDbType.Text);
        _expected = Column<long>(NpgsqlDbType.Bigint);
        _versions = Column<long>(NpgsqlDbType.Bigint);
        _schemas = Column<int>(NpgsqlDbType.Integer);
        _states = Column<byte[]>(NpgsqlDbType.Text);
        _ats = Column<DateTime>(NpgsqlDbType.TimestampTz);
        _shards = Column<short>(NpgsqlDbType.Smallint);
        _causes = Column<string?>(NpgsqlDbType.Text);
        _actors = Column<string?>(NpgsqlDbType.Text);
        _eventOf = Column<int>(NpgsqlDbType.Integer);
        _eventVersions = Column<long>(NpgsqlDbType.Bigint);
        _types = Column<string>(NpgsqlDbType.Text);
        _bodies = Column<byte[]>(NpgsqlDbType.Text);
        _commandOf = Column<int>(NpgsqlDbType.Integer);
        _commandIds = Column<string>(NpgsqlDbType.Text);
        _clearedOf = Column<int>(NpgsqlDbType.Integer);
        _clearedNames = Column<string>(NpgsqlDbType.Text);
        _dueOf = Column<int>(NpgsqlDbType.Integer);
        _dueNames = Column<string>(NpgsqlDbType.Text);
        _dueAts = Column<DateTime>(NpgsqlDbType.TimestampTz);
        _dueTokens = Column<long>(NpgsqlDbType.Bigint);
    }

    /// <summary>
    /// Commits a batch in one round trip. The result holds the commits that were not written, by their place in the batch; all others were.
    /// </summary>
    public async Task<Dictionary<int, CommitResult>?> Execute(NpgsqlConnection connection, IReadOnlyList<EntityCommit> commits)
    {
        foreach (var clear in _clear) clear();
        for (var i = 0; i < commits.Count; i++) Add(commits[i], i + 1);
        // A new command each time: one whose connection broke in the middle of its answer stays unusable for ever.
        await using var command = new NpgsqlCommand(Sql, connection) { CommandTimeout = 15 };
        try
        {
            foreach (var parameter in _parameters) command.Parameters.Add(parameter);
            return await Refused(command);
        }
        finally
        {
            command.Parameters.Clear();
        }
    }

    private static async Task<Dictionary<int, CommitResult>?> Refused(NpgsqlCommand command)
    {
        Dictionary<int, CommitResult>? refused = null;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            refused ??= [];
            var place = reader.GetInt32(0) - 1;
            if (reader.GetInt16(1) == (short)CommitOutcome.Stale) refused[place] = CommitResult.Stale;
            else if (refused.TryGetValue(place, out var before)) refused[place] = before with { Duplicates = [.. before.Duplicates, reader.GetString(2)] };
            else refused[place] = new CommitResult(CommitOutcome.Duplicate, [reader.GetString(2)]);
        }
        return refused;
    }

    private List<T> Column<T>(NpgsqlDbType type)
    {
        var values = new List<T>(CommitLane.MaxBatch);
        _parameters.Add(new NpgsqlParameter<List<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
        _clear.Add(values.Clear);
        return values;
    }

    private void Add(EntityCommit commit, int of)
    {
        _tenants.Add(commit.Key.Tenant);
        _kinds.Add(commit.Key.Kind);
        _ids.Add(commit.Key.Id);
        _expected.Add(commit.Expected);
        _versions.Add(commit.Version);
        _schemas.Add(commit.Schema);
        _states.Add(commit.State);
        _ats.Add(commit.At.UtcDateTime);
        _shards.Add(commit.Shard);
        _causes.Add(commit.CommandIds.Count > 0 ? commit.CommandIds[0] : null);
        _actors.Add(commit.By);
        for (var i = 0; i < commit.Events.Length; i++)
        {
            _eventOf.Add(of);
            _eventVersions.Add(commit.Expected + 1 + i);
            _types.Add(commit.Events[i].Type);
            _bodies.Add(commit.Events[i].Body);
        }
        foreach (var id in commit.CommandIds)
        {
            _commandOf.Add(of);
            _commandIds.Add(id);
        }
        foreach (var name in commit.DueCleared)
        {
            _clearedOf.Add(of);
            _clearedNames.Add(name);
        }
        foreach (var due in commit.DueSet)
        {
            _dueOf.Add(of);
            _dueNames.Add(due.Name);
            _dueAts.Add(due.At.UtcDateTime);
            _dueTokens.Add(due.Token);
        }
    }
}
