"""Everything about Pinduoduo (拼多多): signature, answers, mapping, client, listings, shipping."""
